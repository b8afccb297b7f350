package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

var errNegative = errors.New("must not be negative")

// assign puts a decoded TOML value into a field.
func assign(field, value any) error {
	wanted := func(what string) error { return fmt.Errorf("%s is wanted, not %s", what, describe(value)) }
	switch field := field.(type) {
	case *string:
		text, ok := value.(string)
		if !ok {
			return wanted("a text in quotes")
		}
		*field = text
	case *bool:
		b, ok := value.(bool)
		if !ok {
			return wanted("true or false")
		}
		*field = b
	case *[]string:
		list, ok := value.([]any)
		if !ok {
			return wanted("a list of texts")
		}
		texts := make([]string, len(list))
		for i, e := range list {
			if texts[i], ok = e.(string); !ok {
				return wanted("a list of texts")
			}
		}
		*field = texts
	case *int:
		return assignInt(field, value, wanted)
	case *int64:
		return assignInt(field, value, wanted)
	case *uint64:
		return assignInt(field, value, wanted)
	case **int64: // a seed, which may be negative
		n, ok := value.(int64)
		if !ok {
			return wanted("a whole number")
		}
		*field = &n
	case *float64:
		x, err := number(value, wanted)
		if err != nil {
			return err
		}
		*field = x
	case **float64:
		x, err := number(value, wanted)
		if err != nil {
			return err
		}
		*field = &x
	case *time.Duration:
		x, err := number(value, func(string) error { return wanted("a number of seconds") })
		if err != nil {
			return err
		}
		if x > math.MaxInt64/float64(time.Second)/2 {
			return errors.New("is too long a time")
		}
		*field = time.Duration(math.Round(x * float64(time.Second)))
	default:
		panic(fmt.Sprintf("config: no assignment to %T", field))
	}
	return nil
}

func assignInt[T int | int64 | uint64](field *T, value any, wanted func(string) error) error {
	n, ok := value.(int64)
	switch {
	case !ok:
		return wanted("a whole number")
	case n < 0:
		return errNegative
	case int64(T(n)) != n:
		return errors.New("is too large")
	}
	*field = T(n)
	return nil
}

func number(value any, wanted func(string) error) (float64, error) {
	var x float64
	switch value := value.(type) {
	case int64:
		x = float64(value)
	case float64:
		x = value
	default:
		return 0, wanted("a number")
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, wanted("a finite number")
	}
	if x < 0 {
		return 0, errNegative
	}
	return x, nil
}

// parse reads the text of a variable or a flag as a value for a field. A text that is no value
// stays a text, which assign refuses.
func parse(field any, text string) any {
	switch field.(type) {
	case *string:
		return text
	case *[]string:
		list := []any{}
		for word := range strings.FieldsSeq(text) {
			list = append(list, word)
		}
		return list
	case *bool:
		if b, err := strconv.ParseBool(text); err == nil {
			return b
		}
	default:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n
		}
		if x, err := strconv.ParseFloat(text, 64); err == nil {
			return x
		}
	}
	return text
}

func describe(value any) string {
	switch value := value.(type) {
	case string:
		return "the text " + strconv.Quote(value)
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	default:
		return fmt.Sprint(value)
	}
}

// show is a field's value as a file would hold it, empty if it is not set.
func show(field any) string {
	switch field := field.(type) {
	case *string:
		if *field == "" {
			return ""
		}
		return strconv.Quote(*field)
	case *[]string:
		if len(*field) == 0 {
			return ""
		}
		quoted := make([]string, len(*field))
		for i, s := range *field {
			quoted[i] = strconv.Quote(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	case *time.Duration:
		return strconv.FormatFloat(field.Seconds(), 'f', -1, 64)
	case *float64:
		return strconv.FormatFloat(*field, 'f', -1, 64)
	case **float64:
		if *field == nil {
			return ""
		}
		return show(*field)
	case **int64:
		if *field == nil {
			return ""
		}
		return show(*field)
	case *int64:
		return strconv.FormatInt(*field, 10)
	case *int:
		return strconv.Itoa(*field)
	case *uint64:
		return strconv.FormatUint(*field, 10)
	case *bool:
		return strconv.FormatBool(*field)
	default:
		panic(fmt.Sprintf("config: no text for %T", field))
	}
}
