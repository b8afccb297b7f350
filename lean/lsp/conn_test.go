package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// peer is the other end of a connection, as a server sees it.
type peer struct {
	t    *testing.T
	pipe net.Conn
	in   *bufio.Reader
}

func connect(t *testing.T, opts Options) (*Conn, *peer) {
	t.Helper()
	ours, theirs := net.Pipe()
	c := NewConn(ours, opts)
	t.Cleanup(func() {
		if err := errors.Join(c.Close(), theirs.Close()); err != nil {
			t.Error(err)
		}
	})
	return c, &peer{t: t, pipe: theirs, in: bufio.NewReader(theirs)}
}

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

func (p *peer) read() message {
	p.t.Helper()
	header, err := textproto.NewReader(p.in).ReadMIMEHeader()
	if err != nil {
		p.t.Error(err)
		return message{}
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		p.t.Error(err)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(p.in, body); err != nil {
		p.t.Error(err)
	}
	var m message
	if err := json.Unmarshal(body, &m); err != nil {
		p.t.Error(err)
	}
	return m
}

func (p *peer) write(raw string) { _, _ = io.WriteString(p.pipe, raw) }

func (p *peer) send(body string) { p.write(framed(body)) }

func framed(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

// Everything that was said before an answer has been handled when the call returns.
func TestOrder(t *testing.T) {
	var got []int
	c, p := connect(t, Options{Notify: func(method string, params json.RawMessage) {
		var n int
		if err := json.Unmarshal(params, &n); err != nil || method != "count" {
			t.Errorf("%s %s: %v", method, params, err)
		}
		got = append(got, n)
	}})
	const rounds, each = 20, 100
	go func() {
		for round := range rounds {
			m := p.read()
			for i := range each {
				p.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"count","params":%d}`, round*each+i))
			}
			p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":{}}`, m.ID))
		}
	}()
	for round := range rounds {
		if err := c.Call(t.Context(), barrier, WaitParams{}, &WaitResult{}); err != nil {
			t.Fatal(err)
		}
		if len(got) != (round+1)*each {
			t.Fatalf("round %d: %d notifications handled, want %d", round, len(got), (round+1)*each)
		}
	}
	for i, n := range got {
		if i != n {
			t.Fatalf("notification %d at place %d", n, i)
		}
	}
}

const barrier = "textDocument/waitForDiagnostics"

func TestCancel(t *testing.T) {
	c, p := connect(t, Options{})
	cause := errors.New("changed my mind")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		p.read()
		cancel(cause)
	}()
	if err := c.Call(ctx, "slow", struct{}{}, nil); !errors.Is(err, cause) {
		t.Errorf("the call returns %v, want %v", err, cause)
	}
	m := p.read()
	if m.Method != "$/cancelRequest" || string(m.Params) != `{"id":1}` || m.ID != nil {
		t.Errorf("after the cancel: %s %s", m.Method, m.Params)
	}
	// A late answer is passed over, and the next call gets its own.
	go func() {
		p.send(`{"jsonrpc":"2.0","id":1,"result":"late"}`)
		m := p.read()
		p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":"new"}`, m.ID))
	}()
	var got string
	if err := c.Call(t.Context(), "next", struct{}{}, &got); err != nil || got != "new" {
		t.Errorf("next call: %q, %v", got, err)
	}
}

// A server that reads nothing blocks neither calls nor notifications.
func TestServerThatDoesNotRead(t *testing.T) {
	c, _ := connect(t, Options{})
	for range 100 {
		if err := c.Notify("fill", strings.Repeat("x", 100_000)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Call(ctx, "m", struct{}{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("call: %v", err)
	}
	c.stream.mu.Lock()
	c.stream.queue = append(c.stream.queue, make([]byte, maxQueued)...)
	c.stream.mu.Unlock()
	if err := c.Notify("fill", "x"); err == nil || !strings.Contains(err.Error(), "does not read") {
		t.Errorf("beyond what may wait: %v", err)
	}
}

func TestServerRequests(t *testing.T) {
	_, p := connect(t, Options{})
	for _, test := range []struct{ id, method, result, code string }{
		{`0`, "client/registerCapability", "null", ""},
		{`"a"`, "workspace/semanticTokens/refresh", "null", ""},
		{`7`, "workspace/applyEdit", "", "-32601"},
	} {
		go p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q,"params":null}`, test.id, test.method))
		m := p.read()
		if string(m.ID) != test.id || string(m.Result) != test.result && test.code == "" || !strings.Contains(string(m.Error), test.code) {
			t.Errorf("%s: id %s, result %s, error %s", test.method, m.ID, m.Result, m.Error)
		}
	}
}

func TestRefusal(t *testing.T) {
	c, p := connect(t, Options{})
	go func() {
		p.read()
		p.send(`{"jsonrpc":"2.0","id":1,"error":{"code":-32801,"message":"closed file"}}`)
	}()
	err := c.Call(t.Context(), "m", struct{}{}, nil)
	if !HasCode(err, CodeContentModified) || HasCode(err, CodeMethodNotFound) || !strings.Contains(err.Error(), "closed file") {
		t.Errorf("got %v", err)
	}
}

// What a call returns when the server says something odd.
func TestOddServers(t *testing.T) {
	tests := map[string]struct {
		raw      string // in place of an answer, and then the end
		protocol bool   // whether the connection ends with ErrProtocol
		want     string // a part of the error; empty: no error
	}{
		"answer":                 {raw: framed(`{"jsonrpc":"2.0","id":1,"result":{}}`)},
		"LF and other headers":   {raw: "content-length:36\nContent-Type: x\n\n" + `{"jsonrpc":"2.0","id":1,"result":{}}`},
		"no jsonrpc member":      {raw: framed(`{"id":1,"result":{},"extra":[1,{"a":null}]}`)},
		"unknown id first":       {raw: framed(`{"id":99,"result":1}`) + framed(`{"id":1,"result":{}}`)},
		"null params":            {raw: framed(`{"method":"m","params":null}`) + framed(`{"id":1,"result":{}}`)},
		"bad UTF-8":              {raw: framed("{\"method\":\"m\",\"params\":\"\xff\xc0\"}") + framed(`{"id":1,"result":{}}`)},
		"wrong shape":            {raw: framed(`{"id":1,"result":[1]}`), want: "in the answer"},
		"null":                   {raw: framed(`{"id":1,"result":null}`), want: "empty object"},
		"an answer for another":  {raw: framed(`{"id":1,"result":{"goals":[]}}`), want: "empty object"},
		"end":                    {raw: "", want: "connection closed: EOF"},
		"garbage":                {raw: "lean: command not found\n", protocol: true, want: `printed "lean: command not found"`},
		"endless line":           {raw: strings.Repeat("x", 100_000), protocol: true, want: "printed"},
		"half a header":          {raw: "Content-Le", protocol: true, want: `printed "Content-Le"`},
		"half a message":         {raw: "Content-Length: 10\r\n\r\n{}", want: "ended after 2"},
		"no length":              {raw: "Content-Type: x\r\n\r\n{}", protocol: true, want: "without Content-Length"},
		"negative length":        {raw: "Content-Length: -1\r\n\r\n", protocol: true, want: `length " -1"`},
		"huge":                   {raw: "Content-Length: 1025\r\n\r\n", protocol: true, want: "more than the 1024"},
		"no JSON":                {raw: framed(`{"id":1,"result":`), protocol: true, want: "not a JSON object"},
		"a number":               {raw: framed(`7`), protocol: true, want: "not a JSON object"},
		"an array":               {raw: framed(`[]`), protocol: true, want: "not a JSON object"},
		"nothing in it":          {raw: framed(`{}`), protocol: true, want: "neither a request nor an answer"},
		"null id":                {raw: framed(`{"id":null,"error":{"code":-32700,"message":"m"}}`), protocol: true, want: "could not read"},
		"strange id":             {raw: framed(`{"id":[1],"result":1}`), protocol: true, want: "an answer to [1]"},
		"no result":              {raw: framed(`{"id":1}`), want: "neither result nor error"},
		"bad JSON inside":        {raw: framed(`{"id":1,"result":{"a":tru}}`), want: "in the answer"},
		"after the end":          {raw: framed(`{"id":1,"result":{}}}`), protocol: true, want: "after the end"},
		"text that does not end": {raw: framed(`{"id":1,"result":"\"}`), protocol: true, want: "not a JSON object"},
		"escapes":                {raw: framed(`{"a\"}":"\\\"}","id":1,"result":{}}`)},
		"the last word":          {raw: framed(`{"id" : 1 , "result" : {} } `)},
		"request and answer":     {raw: framed(`{"id":1,"method":"m","result":1}`), protocol: true, want: "unable to determine"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, p := connect(t, Options{MaxFrame: 1024})
			go func() {
				p.read()
				p.write(test.raw)
				_ = p.pipe.Close()
			}()
			err := c.Call(t.Context(), "m", struct{}{}, &WaitResult{})
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("error %v, want in it %q", err, test.want)
			}
			<-c.Done()
			if got := errors.Is(c.Err(), ErrProtocol); got != test.protocol {
				t.Errorf("ended with %v; a protocol error: %v, want %v", c.Err(), got, test.protocol)
			}
			if err := c.Call(t.Context(), "m", struct{}{}, nil); !errors.Is(err, ErrClosed) {
				t.Errorf("a call afterwards: %v", err)
			}
		})
	}
}

type oneByte struct{ net.Conn }

func (o oneByte) Read(b []byte) (int, error) { return iotest.OneByteReader(o.Conn).Read(b) }

func TestOneByteAtATime(t *testing.T) {
	ours, theirs := net.Pipe()
	heard := 0
	c := NewConn(oneByte{ours}, Options{Notify: func(string, json.RawMessage) { heard++ }})
	p := &peer{t: t, pipe: theirs, in: bufio.NewReader(theirs)}
	go func() {
		p.read()
		p.write(framed(`{"method":"m","params":{"text":"𝕜 ⊢"}}`) + framed(`{"id":1,"result":"𝕜"}`))
	}()
	var got string
	if err := c.Call(t.Context(), "m", struct{}{}, &got); err != nil || got != "𝕜" || heard != 1 {
		t.Errorf("%q, %v, %d notifications", got, err, heard)
	}
	if err := errors.Join(c.Close(), theirs.Close(), c.Close()); err != nil {
		t.Error(err)
	}
	if err := c.Call(t.Context(), "m", struct{}{}, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestCloseEndsCalls(t *testing.T) {
	c, p := connect(t, Options{})
	go func() {
		p.read()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := c.Call(t.Context(), "m", struct{}{}, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}
