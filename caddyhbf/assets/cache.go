package assets

import (
	"container/list"
	"sync"
	"sync/atomic"
)

// cache holds resources by name, up to a sum of costs. It evicts by SIEVE
// (Zhang et al., NSDI 2024), which keeps what is popular better than LRU does, and
// whose hits only set a flag, so that they do not wait for each other.
type cache struct {
	mu     sync.RWMutex
	items  map[string]*list.Element // of *item
	order  list.List                // the newest in front
	hand   *list.Element            // where the search for a victim goes on; nil: at the back
	used   int64
	limit  int64
	closed bool
}

type item struct {
	res     *resource
	cost    int64
	visited atomic.Bool
}

func newCache(limit int64) *cache {
	return &cache{items: make(map[string]*list.Element), limit: limit}
}

// get returns the resource called name, acquired, or nil.
func (c *cache) get(name string) *resource {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e, ok := c.items[name]
	if !ok {
		return nil
	}
	it := e.Value.(*item)
	if !it.visited.Load() {
		it.visited.Store(true)
	}
	it.res.acquire()
	return it.res
}

// put adds a resource, in place of one of the same name, unless its cost alone is over
// the limit.
func (c *cache) put(res *resource, cost int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.items[res.name]; ok {
		c.remove(old)
	}
	if c.closed || cost > c.limit {
		return
	}
	c.makeRoom(cost)
	res.acquire()
	c.items[res.name] = c.order.PushFront(&item{res: res, cost: cost})
	c.used += cost
}

// grow adds to the cost of a resource, if it is still there.
func (c *cache) grow(res *resource, cost int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[res.name]
	if !ok {
		return
	}
	it := e.Value.(*item)
	if it.res != res {
		return
	}
	it.cost += cost
	c.used += cost
	c.makeRoom(0)
}

// drop removes a resource if it is there.
func (c *cache) drop(res *resource) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[res.name]; ok && e.Value.(*item).res == res {
		c.remove(e)
	}
}

// clear removes everything.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.order.Len() > 0 {
		c.remove(c.order.Back())
	}
}

// close removes everything, for good.
func (c *cache) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.clear()
}

// makeRoom evicts until cost fits. The hand goes from the oldest to the newest
// and spares, once, what was visited since it last came by.
func (c *cache) makeRoom(cost int64) {
	for c.used+cost > c.limit && c.order.Len() > 0 {
		if c.hand == nil {
			c.hand = c.order.Back()
		}
		e := c.hand
		if e.Value.(*item).visited.Swap(false) {
			c.hand = e.Prev()
			continue
		}
		c.remove(e)
	}
}

// remove takes out one element. The caller holds the lock.
func (c *cache) remove(e *list.Element) {
	if c.hand == e {
		c.hand = e.Prev()
	}
	it := c.order.Remove(e).(*item)
	delete(c.items, it.res.name)
	c.used -= it.cost
	it.res.release()
}
