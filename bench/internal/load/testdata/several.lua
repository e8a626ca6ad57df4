local requests, n = {}, 0
function init(args)
	requests[1] = wrk.format("GET", "/a", {["Accept-Encoding"] = "gzip", ["X-Quote"] = "\034\092", ["Host"] = wrk.headers["Host"]}, nil)
	requests[2] = wrk.format("POST", "/b", {["Host"] = wrk.headers["Host"]}, "{\034\195\188\034:1}\010")
end
function request()
	n = n % #requests + 1
	return requests[n]
end
function done(summary, latency)
	local e = summary.errors
	io.write(string.format('result: {"requests":%d,"us":%d,"p50":%.3f,"p99":%.3f,' ..
		'"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
		summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
		e.connect, e.read, e.write, e.status, e.timeout))
end
