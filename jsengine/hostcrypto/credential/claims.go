package credential

import (
	"slices"
	"strings"
	"time"
)

// TokenError says why a token is not valid, in the words of the npm package jsonwebtoken.
type TokenError struct {
	// Name is JsonWebTokenError, TokenExpiredError or NotBeforeError.
	Name string
	// Message says what is wrong.
	Message string
	// Date is when the token expired, or from when on it is valid.
	Date time.Time
}

func (e *TokenError) Error() string { return e.Message }

func invalid(message string) error { return &TokenError{Name: "JsonWebTokenError", Message: message} }

func malformed() error { return invalid("jwt malformed") }

// Expected is what a token's claims must be. What is empty is not checked, but for the times in the token, which always
// are.
type Expected struct {
	Audience, Issuer []string // one of them
	Subject, ID      string
	Now              time.Time
	Tolerance        time.Duration // how far clocks may differ
	MaxAge           time.Duration // how long ago the token may have been issued; 0 means any time
	Expired          bool          // whether the token may have expired
}

// Check checks the token's claims (RFC 7519, section 4.1). The error is a [*TokenError].
func (t *Token) Check(e Expected) error {
	if err := t.checkTimes(e); err != nil {
		return err
	}
	if len(e.Audience) > 0 && !slices.ContainsFunc(t.audience(), func(a string) bool { return slices.Contains(e.Audience, a) }) {
		return invalid("jwt audience invalid. expected: " + strings.Join(e.Audience, " or "))
	}
	if len(e.Issuer) > 0 && !t.isOneOf("iss", e.Issuer) {
		return invalid("jwt issuer invalid. expected: " + strings.Join(e.Issuer, ","))
	}
	if e.Subject != "" && !t.isOneOf("sub", []string{e.Subject}) {
		return invalid("jwt subject invalid. expected: " + e.Subject)
	}
	if e.ID != "" && !t.isOneOf("jti", []string{e.ID}) {
		return invalid("jwt jwtid invalid. expected: " + e.ID)
	}
	if e.MaxAge > 0 {
		issued, there := t.claims["iat"].(float64)
		if !there {
			return invalid("iat required when maxAge is specified")
		}
		if end := issued + e.MaxAge.Seconds(); seconds(e.Now) >= end+e.Tolerance.Seconds() {
			return &TokenError{Name: "TokenExpiredError", Message: "maxAge exceeded", Date: date(end)}
		}
	}
	return nil
}

func (t *Token) checkTimes(e Expected) error {
	now, tolerance := seconds(e.Now), e.Tolerance.Seconds()
	if v, there := t.claims["nbf"]; there {
		begin, ok := v.(float64)
		switch {
		case !ok:
			return invalid("invalid nbf value")
		case begin > now+tolerance:
			return &TokenError{Name: "NotBeforeError", Message: "jwt not active", Date: date(begin)}
		}
	}
	if v, there := t.claims["exp"]; there && !e.Expired {
		end, ok := v.(float64)
		switch {
		case !ok:
			return invalid("invalid exp value")
		case now >= end+tolerance:
			return &TokenError{Name: "TokenExpiredError", Message: "jwt expired", Date: date(end)}
		}
	}
	return nil
}

func (t *Token) isOneOf(claim string, values []string) bool {
	v, ok := t.claims[claim].(string)
	return ok && slices.Contains(values, v)
}

// audience is one string or an array of them.
func (t *Token) audience() []string {
	switch v := t.claims["aud"].(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, one := range v {
			if text, ok := one.(string); ok {
				all = append(all, text)
			}
		}
		return all
	}
	return nil
}

// seconds is what a NumericDate counts: whole seconds since 1970.
func seconds(t time.Time) float64 { return float64(t.Unix()) }

// date is the time of a NumericDate, within the years that a Date of JavaScript can have.
func date(seconds float64) time.Time {
	const most = 8.64e12
	return time.UnixMilli(int64(1000 * max(-most, min(seconds, most))))
}
