package hostcrypto

import (
	"context"
	"errors"
	"math"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
	"github.com/caddyhbf/hbf/jsengine/loop"
)

// hashPassword is hashPassword(password, { algorithm, memoryCost, timeCost, parallelism, cost }).
func (m *Module) hashPassword(args arguments) goja.Value {
	password := string(m.bytesOf(args.at(0), "the password"))
	cost := m.cost(args.at(1))
	return loop.Promise(m.loop, m.kit, func(ctx context.Context) (string, error) {
		return whenThereIsMemory(ctx, m, cost, func() (string, error) { return credential.HashPassword(password, cost) })
	}, func(hash string) goja.Value { return m.kit.VM.ToValue(hash) }, m.rangeError)
}

// verifyPassword is verifyPassword(password, hash).
func (m *Module) verifyPassword(args arguments) goja.Value {
	password := string(m.bytesOf(args.at(0), "the password"))
	hash := m.parseHash(args.at(1))
	return loop.Promise(m.loop, m.kit, func(ctx context.Context) (bool, error) {
		return whenThereIsMemory(ctx, m, hash.Cost, func() (bool, error) { return hash.Matches(password), nil })
	}, func(ok bool) goja.Value { return m.kit.VM.ToValue(ok) }, m.rangeError)
}

// needsRehash is needsRehash(hash, options): whether hashPassword with the options would make another kind of hash.
func (m *Module) needsRehash(args arguments) goja.Value {
	hash := m.parseHash(args.at(0))
	return m.kit.VM.ToValue(hash.Outdated(m.cost(args.at(1))))
}

func (m *Module) parseHash(v goja.Value) *credential.Hash {
	hash, err := credential.ParseHash(m.text(v, "the hash"))
	if err != nil {
		panic(m.kit.TypeError("%v", err))
	}
	return hash
}

// whenThereIsMemory hashes as soon as the hashes under way leave memory and a processor for it.
func whenThereIsMemory[T any](ctx context.Context, m *Module, cost credential.Cost, hash func() (T, error)) (result T, err error) {
	weight := max(int64(cost.MemoryOf()), m.share)
	if m.memory.Acquire(ctx, weight) != nil {
		return result, errors.New("the request ended before the password was hashed")
	}
	defer m.memory.Release(weight)
	return hash()
}

func (m *Module) rangeError(err error) goja.Value { return m.kit.RangeError("%v", err) }

// cost reads the options of hashPassword.
func (m *Module) cost(options goja.Value) credential.Cost {
	number := func(name string) int64 {
		v := m.kit.Option(options, name)
		if goja.IsUndefined(v) {
			return 0
		}
		return m.integer(v, "the option "+name, 1, math.MaxInt32)
	}
	cost, err := credential.Cost{
		Algorithm:   m.optionalText(options, "algorithm"),
		Memory:      uint32(number("memoryCost")),
		Time:        uint32(number("timeCost")),
		Parallelism: uint32(number("parallelism")),
		Bcrypt:      int(number("cost")),
	}.Complete()
	if err != nil {
		panic(m.rangeError(err))
	}
	return cost
}
