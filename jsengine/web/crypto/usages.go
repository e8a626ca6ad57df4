package crypto

import "github.com/dop251/goja"

// usages is a set of what a key may be used for.
type usages uint8

const (
	encrypt usages = 1 << iota
	decrypt
	sign
	verify
	deriveKey
	deriveBits
	wrapKey
	unwrapKey
)

// usageNames are in the order of the constants.
var usageNames = [...]string{"encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"}

func (u usages) has(other usages) bool { return u&other == other }

func (u usages) names() []string {
	names := []string{}
	for i, name := range usageNames {
		if u.has(1 << i) {
			names = append(names, name)
		}
	}
	return names
}

// usageOf gives the usage of a name, 0 for none.
func usageOf(name string) usages {
	for i, n := range usageNames {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// usagesFrom converts a sequence of KeyUsage; another value in it is a TypeError.
func (m *Module) usagesFrom(v goja.Value) usages {
	if _, ok := v.(*goja.Object); !ok {
		panic(m.kit.TypeError("keyUsages must be a sequence"))
	}
	var set usages
	m.kit.Iterate(v, func(v goja.Value) bool {
		usage := usageOf(v.String())
		if usage == 0 {
			panic(m.kit.TypeError("%q is not a KeyUsage", v.String()))
		}
		set |= usage
		return true
	})
	return set
}
