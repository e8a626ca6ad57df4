package native

import "github.com/dop251/goja"

// Hold keeps every ArrayBuffer from being detached until release is called. goja does not look again whether the buffer
// that it fills or reads is still there after it has called the app's code: it would go on in memory that is not the
// app's.
func (k *Kit) Hold() (release func()) {
	k.held++
	return k.release
}

func (k *Kit) release() { k.held-- }

// Detach takes the bytes of an ArrayBuffer from JavaScript. It throws a TypeError while buffers are held.
func (k *Kit) Detach(buffer goja.ArrayBuffer) {
	if k.held > 0 {
		panic(k.TypeError("an ArrayBuffer can't be detached while a typed array is made"))
	}
	buffer.Detach()
}
