wrk.method, wrk.path, wrk.body = "GET", "/a", nil
wrk.headers["Accept-Encoding"] = "gzip"
wrk.headers["X-Quote"] = "\034\092"
function done(summary, latency)
	local e = summary.errors
	io.write(string.format('result: {"requests":%d,"us":%d,"p50":%.3f,"p99":%.3f,' ..
		'"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
		summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
		e.connect, e.read, e.write, e.status, e.timeout))
end
