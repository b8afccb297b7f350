package llm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	openai "github.com/sashabaranov/go-openai"
)

// Config says how to reach an OpenAI-compatible endpoint. Model, temperature, seed and the
// like are no part of it: [Defaults] fills them in, where the digest sees them.
type Config struct {
	BaseURL      string            // up to, and without, /chat/completions; empty: https://api.openai.com/v1
	Key          Secret            // sent as a bearer token; empty: none is sent
	KeyName      string            // the environment variable that Key came from, for errors; empty: OPENAI_API_KEY
	Organization string            // header OpenAI-Organization; empty: not sent
	Project      string            // header OpenAI-Project; empty: not sent
	Header       map[string]Secret // further headers; they replace ours
	Timeout      time.Duration     // longest silence: before an answer begins, and within it; 0: 5 minutes
	Transport    http.RoundTripper // nil: http.DefaultTransport, which heeds HTTPS_PROXY and the like
}

// OpenAI asks an endpoint that speaks the chat-completions protocol of the OpenAI API. It
// tries once: see [Retry].
type OpenAI struct {
	config  Config
	client  *http.Client
	url     string   // where requests go, fit to be shown
	secrets []string // never shown
}

var _ Model = (*OpenAI)(nil)

// NewOpenAI checks config; it does not connect.
func NewOpenAI(config Config) (*OpenAI, error) {
	config.BaseURL = strings.TrimRight(cmp.Or(config.BaseURL, "https://api.openai.com/v1"), "/")
	config.KeyName = cmp.Or(config.KeyName, "OPENAI_API_KEY")
	config.Timeout = cmp.Or(config.Timeout, 5*time.Minute)

	base, err := url.Parse(config.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("base URL: want http://host/path or https://host/path")
	}
	if base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("base URL of %s: no query and no fragment, please; a key goes into %s", base.Host, config.KeyName)
	}
	if strings.ContainsFunc(string(config.Key), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsGraphic(r) || r == ' ' }) {
		return nil, fmt.Errorf("%s: a key has no spaces, line breaks or letters beyond ASCII", config.KeyName)
	}

	o := &OpenAI{config: config}
	o.client = &http.Client{
		Transport: config.Transport,
		// A redirect would carry keys in further headers to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	password, _ := base.User.Password()
	for _, secret := range append(slices.Collect(maps.Values(config.Header)), config.Key, Secret(password)) {
		if len(secret) >= 4 { // shorter ones are flags, and masking them would garble the text
			o.secrets = append(o.secrets, string(secret))
		}
	}
	base.User = nil
	o.url = base.String() + "/chat/completions"
	return o, nil
}

// Complete sends req, with streaming when stream is not nil. An answer that has its finish
// reason is whole even if the connection breaks before the usage or [DONE].
func (o *OpenAI) Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
	if err := ctx.Err(); err != nil {
		return Reply{}, fmt.Errorf("%s: %w", o.url, err)
	}
	body, err := chatRequest(req)
	if err != nil {
		return Reply{}, err
	}
	call, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	x := &exchange{endpoint: o, temperature: req.Temperature}
	x.silence = time.AfterFunc(o.config.Timeout, func() { cancel(ErrTimeout) })
	defer x.silence.Stop()

	config := openai.DefaultConfig(string(o.config.Key))
	config.BaseURL = o.config.BaseURL
	config.OrgID = o.config.Organization
	config.HTTPClient = x
	client := openai.NewClientWithConfig(config)

	var reply Reply
	if stream == nil {
		reply, err = x.whole(call, client, body)
	} else {
		reply, err = x.streamed(call, client, body, stream)
	}
	switch {
	case err == nil:
		return reply, nil
	case ctx.Err() != nil:
		return Reply{}, fmt.Errorf("%s: %w", o.url, ctx.Err())
	case errors.Is(context.Cause(call), ErrTimeout):
		return Reply{}, fmt.Errorf("%s: %w for %s", o.url, ErrTimeout, o.config.Timeout)
	}
	if _, ok := errors.AsType[*StatusError](err); ok {
		return Reply{}, err
	}
	return Reply{}, fmt.Errorf("%s: %w", o.url, err)
}

// chatRequest is req in the library's form, but for the temperature, which exchange writes.
func chatRequest(req Request) (openai.ChatCompletionRequest, error) {
	body := openai.ChatCompletionRequest{Model: req.Model, MaxTokens: req.MaxTokens, Stop: req.Stop} //nolint:staticcheck // most compatible endpoints know only max_tokens
	if len(req.Messages) == 0 {
		return body, fmt.Errorf("%w: no messages", ErrRequest)
	}
	for i, m := range req.Messages {
		if m.Role == "" || m.Content == "" {
			return body, fmt.Errorf("%w: message %d has no role or no content", ErrRequest, i+1)
		}
		body.Messages = append(body.Messages, openai.ChatCompletionMessage{Role: m.Role, Content: m.Content})
	}
	if t := req.Temperature; t != nil && (math.IsNaN(*t) || math.IsInf(*t, 0)) {
		return body, fmt.Errorf("%w: temperature %v", ErrRequest, *t)
	}
	if req.Seed != nil {
		seed := int(*req.Seed) + req.Sample
		body.Seed = &seed
	}
	// The library knows which models want their limit under its newer name.
	err := openai.NewReasoningValidator().Validate(body)
	if errors.Is(err, openai.ErrReasoningModelMaxTokensDeprecated) {
		body.MaxTokens, body.MaxCompletionTokens = 0, req.MaxTokens //nolint:staticcheck // see above
		err = openai.NewReasoningValidator().Validate(body)
	}
	if err != nil {
		return body, fmt.Errorf("%w: model %s: %w", ErrRequest, req.Model, err)
	}
	return body, nil
}

func (x *exchange) whole(ctx context.Context, client *openai.Client, body openai.ChatCompletionRequest) (Reply, error) {
	answer, err := client.CreateChatCompletion(ctx, body)
	if err != nil {
		return Reply{}, x.explain(err)
	}
	if len(answer.Choices) == 0 {
		return Reply{}, ErrNoChoices
	}
	choice := answer.Choices[0]
	return Reply{
		Text:   choice.Message.Content,
		Model:  answer.Model,
		Finish: string(choice.FinishReason),
		Usage:  usage(answer.Usage),
	}, nil
}

func (x *exchange) streamed(ctx context.Context, client *openai.Client, body openai.ChatCompletionRequest, stream func(Delta)) (Reply, error) {
	body.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	chunks, err := client.CreateChatCompletionStream(ctx, body)
	if err != nil {
		return Reply{}, x.explain(err)
	}
	defer func() { _ = chunks.Close() }()

	var reply Reply
	var text strings.Builder
	var choices bool
	for {
		chunk, err := chunks.Recv()
		if err != nil {
			reply.Text = text.String()
			return reply, x.end(ctx, err, choices, reply.Finish != "")
		}
		reply.Model = cmp.Or(chunk.Model, reply.Model)
		if chunk.Usage != nil {
			reply.Usage = usage(*chunk.Usage)
		}
		for _, choice := range chunk.Choices {
			if choice.Index != 0 {
				continue
			}
			choices = true
			reply.Finish = cmp.Or(string(choice.FinishReason), reply.Finish)
			if piece := choice.Delta.Content; piece != "" {
				text.WriteString(piece)
				stream(Delta{Text: piece})
			}
		}
	}
}

// end judges the error that ended a stream; the library has one io.EOF for [DONE] and for a
// connection that was closed too early.
func (x *exchange) end(ctx context.Context, err error, choices, finished bool) error {
	switch {
	case ctx.Err() != nil && !finished:
		return ctx.Err()
	case errors.Is(err, io.EOF) && x.events.done && !choices:
		return ErrNoChoices
	case errors.Is(err, io.EOF) && x.events.done, finished && !errors.Is(err, ErrMalformed):
		return nil
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%w: the stream ended without a finish reason", ErrCut)
	default:
		return x.explain(err)
	}
}

// usage keeps counts that make sense: no token is counted below zero.
func usage(u openai.Usage) Usage {
	return Usage{PromptTokens: max(0, u.PromptTokens), CompletionTokens: max(0, u.CompletionTokens)}
}
