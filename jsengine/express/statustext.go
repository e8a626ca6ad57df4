package express

import (
	"net/http"
	"strconv"
)

// nodeStatusText are the reason phrases of Node.js where Go has others.
var nodeStatusText = map[int]string{
	http.StatusRequestEntityTooLarge:        "Payload Too Large",
	http.StatusRequestURITooLong:            "URI Too Long",
	http.StatusRequestedRangeNotSatisfiable: "Range Not Satisfiable",
	http.StatusTeapot:                       "I'm a Teapot",
	509:                                     "Bandwidth Limit Exceeded",
}

// statusText is the reason phrase of a status, "" for one that has none.
func statusText(status int) string {
	if text, ok := nodeStatusText[status]; ok {
		return text
	}
	return http.StatusText(status)
}

// statusTextOrCode is what res.sendStatus answers with.
func statusTextOrCode(status int) string {
	if text := statusText(status); text != "" {
		return text
	}
	return strconv.Itoa(status)
}
