package assets

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/quick"
)

func small(name string) *resource { return &resource{name: name} }

// What is asked for again and again survives a scan of many other names.
func TestCacheKeepsWhatIsPopular(t *testing.T) {
	c := newCache(100)
	c.put(small("popular"), 10)
	for i := range 1000 {
		if c.get("popular") == nil {
			t.Fatalf("gone after %d others", i)
		}
		c.put(small(fmt.Sprint(i)), 10)
	}
	if c.get("999") == nil {
		t.Error("the newest is gone")
	}
	if c.get("500") != nil {
		t.Error("an old one that nobody asked for is still there")
	}
}

func TestCacheRefusesWhatIsTooLarge(t *testing.T) {
	c := newCache(100)
	c.put(small("a"), 60)
	c.put(small("b"), 101)
	if c.get("b") != nil || c.get("a") == nil {
		t.Error("something too large has displaced another")
	}
	c.put(small("a"), 101)
	if c.get("a") != nil {
		t.Error("an old version is still there")
	}
}

func TestCacheEvictsWhatGrows(t *testing.T) {
	c := newCache(100)
	a, b := small("a"), small("b")
	c.put(a, 40)
	c.put(b, 40)
	c.grow(b, 30)
	if c.get("a") != nil || c.get("b") == nil || c.used != 70 {
		t.Errorf("used %d", c.used)
	}
	c.grow(b, 31)
	if c.get("b") != nil || c.used != 0 {
		t.Errorf("used %d", c.used)
	}
	c.grow(a, 10)
	c.drop(a)
	if c.used != 0 {
		t.Errorf("used %d by what is not there", c.used)
	}
}

func TestCacheIsEmptyOnceClosed(t *testing.T) {
	c := newCache(100)
	c.put(small("a"), 1)
	c.close()
	c.put(small("b"), 1)
	if c.get("a") != nil || c.get("b") != nil || c.used != 0 {
		t.Error("it is not empty")
	}
}

// Whatever happens, the sum of costs is right and within the limit, and each
// resource has as many users as there are places where it is.
func TestCacheKeepsItsBooks(t *testing.T) {
	check := func(seed uint64) bool {
		random := rand.New(rand.NewPCG(seed, 0))
		c := newCache(1000)
		var all []*resource
		for range 500 {
			name := fmt.Sprint(random.IntN(40))
			switch random.IntN(10) {
			case 0, 1, 2, 3:
				res := &resource{name: name, large: true}
				all = append(all, res)
				c.put(res, random.Int64N(300))
			case 4, 5, 6:
				if res := c.get(name); res != nil {
					res.release()
				}
			case 7:
				if res := c.get(name); res != nil {
					c.grow(res, random.Int64N(100))
					res.release()
				}
			case 8:
				if len(all) > 0 {
					c.drop(all[random.IntN(len(all))])
				}
			case 9:
				if random.IntN(20) == 0 {
					c.clear()
				}
			}
			var sum int64
			for e := c.order.Front(); e != nil; e = e.Next() {
				sum += e.Value.(*item).cost
			}
			if sum != c.used || sum > c.limit || c.order.Len() != len(c.items) {
				t.Errorf("costs %d, used %d, limit %d, %d elements, %d names", sum, c.used, c.limit, c.order.Len(), len(c.items))
				return false
			}
		}
		for _, res := range all {
			want := int64(0)
			if e, ok := c.items[res.name]; ok && e.Value.(*item).res == res {
				want = 1
			}
			if got := res.refs.Load(); got != want {
				t.Errorf("a resource has %d users instead of %d", got, want)
				return false
			}
		}
		return true
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 50}); err != nil {
		t.Error(err)
	}
}
