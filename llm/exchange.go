package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// longestAnswer bounds what an endpoint can make us hold: a whole answer, or one event.
const longestAnswer = 32 << 20

// exchange is one request and its answer. It stands between the library and the network,
// where it mends what the library leaves out: a temperature of 0, the Retry-After header of
// a refusal, and how a stream ended.
type exchange struct {
	endpoint    *OpenAI
	temperature *float64
	silence     *time.Timer // runs while the endpoint is waited for
	events      *eventReader
}

var _ openai.HTTPDoer = (*exchange)(nil)

// Do sends the library's request.
func (x *exchange) Do(req *http.Request) (*http.Response, error) {
	if err := x.prepare(req); err != nil {
		return nil, err
	}
	res, err := x.endpoint.client.Do(req)
	x.silence.Stop()
	if err != nil {
		return nil, x.unsent(err)
	}
	res.Body = &watchedBody{ReadCloser: res.Body, silence: x.silence, timeout: x.endpoint.config.Timeout}
	answer, err := x.receive(req, res)
	if err != nil {
		_ = res.Body.Close()
		return nil, err
	}
	return answer, nil
}

// prepare writes what the library has no way to say. Its temperature is a float32 that is
// left out when 0, which means the endpoint's default, often 1.
func (x *exchange) prepare(req *http.Request) error {
	config := x.endpoint.config
	req.Header.Set("User-Agent", "cosita")
	if config.Project != "" {
		req.Header.Set("OpenAI-Project", config.Project)
	}
	for name, value := range config.Header {
		req.Header.Set(name, string(value))
	}
	if x.temperature == nil {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(req.Body).Decode(&fields); err != nil {
		return fmt.Errorf("%w: read back the body: %w", ErrRequest, err)
	}
	fields["temperature"] = strconv.AppendFloat(nil, *x.temperature, 'g', -1, 64)
	body, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("%w: temperature: %w", ErrRequest, err)
	}
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body, err = req.GetBody()
	return err
}

// unsent explains why there is no answer at all.
func (x *exchange) unsent(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // url.Error repeats the URL, with its user name
	}
	text := x.redact(err.Error())
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return fmt.Errorf("%w: %s", ErrTimeout, text)
	}
	if lost(err) {
		return fmt.Errorf("%w: no answer: %s", ErrCut, text)
	}
	return fmt.Errorf("%w: %s", ErrUnreachable, text)
}

// receive looks at an answer before the library does.
func (x *exchange) receive(req *http.Request, res *http.Response) (*http.Response, error) {
	if res.StatusCode != http.StatusOK {
		return nil, x.refusal(res)
	}
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	wantsEvents := req.Header.Get("Accept") == "text/event-stream"
	if wantsEvents && media != "application/json" && media != "text/html" {
		x.events = newEventReader(res.Body, x.inBandError)
		res.Body = x.events
		return res, nil
	}
	body, err := readAll(res.Body)
	if err != nil {
		return nil, err
	}
	if err := x.inBandError(body); err != nil {
		return nil, err
	}
	if !json.Valid(body) {
		return nil, fmt.Errorf("%w: no JSON but %q", ErrMalformed, x.redact(string(body)))
	}
	if wantsEvents {
		return nil, fmt.Errorf("%w: a stream was asked for, and the endpoint sent %s", ErrMalformed, media)
	}
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// refusal is the StatusError of an answer that is not 200.
func (x *exchange) refusal(res *http.Response) error {
	body, _ := io.ReadAll(io.LimitReader(res.Body, 1<<16)) // what arrived will do for a message
	message := string(body)
	if said, ok := saidError(body); ok {
		message = said.Message
	}
	return x.statusError(res.StatusCode, message, retryAfter(res.Header.Get("Retry-After"), time.Now()))
}

func (x *exchange) statusError(code int, message string, wait time.Duration) *StatusError {
	config := x.endpoint.config
	e := &StatusError{Code: code, Message: x.redact(message), RetryAfter: wait, URL: x.endpoint.url}
	switch code {
	case http.StatusUnauthorized, http.StatusForbidden:
		if config.Key == "" {
			e.Hint = "no key was sent: set " + config.KeyName
		} else {
			e.Hint = "the key in " + config.KeyName + " was refused: set it to one that this endpoint accepts"
		}
	case http.StatusNotFound:
		e.Hint = "check the base URL and the model's name"
	}
	if 300 <= code && code < 400 {
		e.Hint = "redirects are not followed: set the base URL to the final address"
	}
	return e
}

// inBandError finds an error object in an answer whose status was 200: a StatusError where
// it names a status, else the answer was cut off by it.
func (x *exchange) inBandError(body []byte) error {
	said, ok := saidError(body)
	if !ok {
		return nil
	}
	if code, err := strconv.Atoi(string(bytes.Trim(said.Code, `"`))); err == nil && 400 <= code && code < 600 {
		return x.statusError(code, said.Message, 0)
	}
	return fmt.Errorf("%w by the endpoint: %s", ErrCut, x.redact(said.Message))
}

// explain sorts the errors that the library hands back while it reads an answer.
func (x *exchange) explain(err error) error {
	if _, ok := errors.AsType[*StatusError](err); ok {
		return err
	}
	for _, known := range []error{ErrUnreachable, ErrTimeout, ErrCut, ErrMalformed, ErrRequest} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("%w: %s", ErrMalformed, x.redact(err.Error()))
}

func (x *exchange) redact(text string) string { return redact(text, x.endpoint.secrets) }

// lost reports whether err says that a connection which stood was lost.
func lost(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Op == "read" || op.Op == "write"
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

type endpointError struct {
	Message string
	Code    json.RawMessage // a string or a number
}

// saidError reads {"error": {"message": …}} and {"error": "…"}.
func saidError(body []byte) (endpointError, bool) {
	var envelope struct{ Error json.RawMessage }
	if json.Unmarshal(body, &envelope) != nil || len(envelope.Error) == 0 || string(envelope.Error) == "null" {
		return endpointError{}, false
	}
	var said endpointError
	if json.Unmarshal(envelope.Error, &said) == nil || json.Unmarshal(envelope.Error, &said.Message) == nil {
		return said, true
	}
	return endpointError{Message: string(envelope.Error)}, true
}

func readAll(body io.Reader) ([]byte, error) {
	all, err := io.ReadAll(io.LimitReader(body, longestAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("after %d bytes: %w", len(all), err)
	}
	if len(all) > longestAnswer {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrMalformed, longestAnswer)
	}
	return all, nil
}

// watchedBody runs the silence timer while a Read waits, and not while the caller works. Any
// error but io.EOF means that the answer was cut off.
type watchedBody struct {
	io.ReadCloser
	silence *time.Timer
	timeout time.Duration
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.silence.Reset(b.timeout)
	n, err := b.ReadCloser.Read(p)
	b.silence.Stop()
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: %w", ErrCut, err)
	}
	return n, err
}
