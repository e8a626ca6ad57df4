package jsengine

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Bounds on how values are shown: nesting, members of one object, and bytes in all.
const (
	inspectDepth   = 3
	inspectMembers = 100
	inspectBytes   = maxConsoleText
)

// format renders the arguments of a console call as Node's util.format does: with the directives of a leading
// string, then the remaining arguments separated by spaces, strings bare and anything else inspected.
func format(vm *goja.Runtime, args []goja.Value) string {
	if len(args) == 0 {
		return ""
	}
	p := &inspector{vm: vm}
	var rest []goja.Value
	if first := args[0]; goja.IsString(first) {
		rest = p.directives(clipped(first, inspectBytes), args[1:])
	} else {
		p.value(first, 0)
		rest = args[1:]
	}
	for _, v := range rest {
		if p.full() {
			break
		}
		p.b.WriteByte(' ')
		p.bare(v)
	}
	return p.b.String()
}

// inspect renders one value as the console shows it inside an object.
func inspect(vm *goja.Runtime, v goja.Value) string {
	p := &inspector{vm: vm}
	p.value(v, 0)
	return p.b.String()
}

type inspector struct {
	vm   *goja.Runtime
	b    strings.Builder
	path []*goja.Object // the objects that are being shown, to notice cycles
}

func (p *inspector) full() bool { return p.b.Len() > inspectBytes }

// directives renders a format string and returns the arguments that it did not use.
func (p *inspector) directives(f string, args []goja.Value) []goja.Value {
	for {
		if p.full() {
			return nil
		}
		n := strings.IndexByte(f, '%')
		if n < 0 || n == len(f)-1 {
			p.b.WriteString(f)
			return args
		}
		p.b.WriteString(f[:n])
		verb := f[n+1]
		f = f[n+2:]
		if verb == '%' {
			p.b.WriteByte('%')
			continue
		}
		if !strings.ContainsRune("sdifjoOc", rune(verb)) || len(args) == 0 {
			p.b.WriteByte('%')
			p.b.WriteByte(verb)
			continue
		}
		v := args[0]
		args = args[1:]
		switch verb {
		case 's':
			p.bare(v)
		case 'd', 'f':
			p.number(v, v.ToNumber())
		case 'i':
			p.number(v, v.ToNumber())
		case 'c': // CSS, which a log can't show
		default:
			p.value(v, 0)
		}
	}
}

func (p *inspector) number(v, n goja.Value) {
	if goja.IsBigInt(v) {
		p.b.WriteString(clipped(v, inspectBytes) + "n")
		return
	}
	p.b.WriteString(n.String())
}

// bare shows a string without quotes and anything else inspected.
func (p *inspector) bare(v goja.Value) {
	if goja.IsString(v) {
		p.b.WriteString(clipped(v, inspectBytes))
		return
	}
	p.value(v, 0)
}

func (p *inspector) value(v goja.Value, depth int) {
	switch obj := v.(type) {
	case nil:
		p.b.WriteString("undefined")
	case *goja.Object:
		p.object(obj, depth)
	case *goja.Symbol:
		p.b.WriteString("Symbol(" + clip(obj.String(), 200) + ")")
	default:
		switch {
		case goja.IsString(v):
			p.b.WriteString(strconv.Quote(clipped(v, inspectBytes)))
		case goja.IsBigInt(v):
			p.b.WriteString(clipped(v, inspectBytes) + "n")
		default:
			p.b.WriteString(v.String())
		}
	}
}

func (p *inspector) object(o *goja.Object, depth int) {
	for _, outer := range p.path {
		if outer == o {
			p.b.WriteString("[Circular]")
			return
		}
	}
	p.path = append(p.path, o)
	defer func() { p.path = p.path[:len(p.path)-1] }()
	native.Touch(o)
	class := o.ClassName()
	if tag := o.GetSymbol(goja.SymToStringTag); class == "Object" && tag != nil && goja.IsString(tag) {
		class = tag.String()
	}
	switch class {
	case "Error":
		p.error(o)
	case "Function", "AsyncFunction", "GeneratorFunction":
		p.function(o)
	case "Date", "RegExp", "Number", "String", "Boolean":
		p.b.WriteString(clipped(o.ToString(), inspectBytes))
	case "Promise":
		p.b.WriteString("Promise {}")
	case "Array":
		p.list(o, "[", "]", "", depth)
	case "Map", "Set":
		p.collection(o, class, depth)
	default:
		p.members(o, depth)
	}
}

func (p *inspector) error(o *goja.Object) {
	p.b.WriteString(clipped(o.ToString(), maxErrorMessage))
	if s := o.Get("stack"); s != nil && goja.IsString(s) {
		if lines := stackLines(clipped(s, maxStackText)); lines != "" {
			p.b.WriteString("\n" + clip(lines, maxErrorStack))
		}
	}
}

func (p *inspector) function(o *goja.Object) {
	name := o.Get("name")
	if name == nil || !goja.IsString(name) || name.String() == "" {
		p.b.WriteString("[Function (anonymous)]")
		return
	}
	p.b.WriteString("[Function: " + clipped(name, 200) + "]")
}

// members shows a plain object or an instance of a class.
func (p *inspector) members(o *goja.Object, depth int) {
	prefix := ""
	if proto := o.Prototype(); proto != nil {
		if ctor, ok := proto.Get("constructor").(*goja.Object); ok {
			if name := ctor.Get("name"); name != nil && goja.IsString(name) && name.String() != "Object" && name.String() != "" {
				prefix = clipped(name, 200) + " "
			}
		}
	} else {
		prefix = "[Object: null prototype] "
	}
	if strings.HasSuffix(prefix, "Array ") { // a typed array
		p.list(o, "[", "]", prefix, depth)
		return
	}
	keys := o.Keys()
	if len(keys) == 0 {
		p.b.WriteString(prefix + "{}")
		return
	}
	if depth >= inspectDepth {
		p.b.WriteString("[" + strings.TrimSuffix(orDefault(prefix, "Object "), " ") + "]")
		return
	}
	p.b.WriteString(prefix + "{ ")
	for n, key := range keys {
		if n > 0 {
			p.b.WriteString(", ")
		}
		if n == inspectMembers || p.full() {
			p.b.WriteString("… " + strconv.Itoa(len(keys)-n) + " more")
			break
		}
		p.b.WriteString(clip(key, 200) + ": ")
		p.value(o.Get(key), depth+1)
	}
	p.b.WriteString(" }")
}

func (p *inspector) list(o *goja.Object, open, end, prefix string, depth int) {
	length := o.Get("length").ToInteger()
	if depth >= inspectDepth && length > 0 {
		p.b.WriteString("[Array]")
		return
	}
	p.b.WriteString(prefix + open)
	for n := range length {
		if n > 0 {
			p.b.WriteString(", ")
		}
		if n == inspectMembers || p.full() {
			p.b.WriteString("… " + strconv.FormatInt(length-n, 10) + " more")
			break
		}
		p.value(o.Get(strconv.FormatInt(n, 10)), depth+1)
	}
	p.b.WriteString(end)
}

// collection shows a Map or a Set.
func (p *inspector) collection(o *goja.Object, class string, depth int) {
	size := o.Get("size")
	if size == nil {
		size = p.vm.ToValue(0)
	}
	p.b.WriteString(class + "(" + size.String() + ") {")
	n := 0
	p.vm.ForOf(o, func(item goja.Value) bool {
		if n == inspectMembers || p.full() || depth >= inspectDepth {
			p.b.WriteString(" …")
			return false
		}
		if n > 0 {
			p.b.WriteByte(',')
		}
		n++
		p.b.WriteByte(' ')
		if pair, ok := item.(*goja.Object); ok && class == "Map" {
			p.value(pair.Get("0"), depth+1)
			p.b.WriteString(" => ")
			item = pair.Get("1")
		}
		p.value(item, depth+1)
		return true
	})
	p.b.WriteString(" }")
}

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
