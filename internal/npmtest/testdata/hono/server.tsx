import { Hono } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { compress } from 'hono/compress'
import { deleteCookie, getCookie, getSignedCookie, setCookie, setSignedCookie } from 'hono/cookie'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { etag } from 'hono/etag'
import { html } from 'hono/html'
import { HTTPException } from 'hono/http-exception'
import { jwt, sign } from 'hono/jwt'
import type { JwtVariables } from 'hono/jwt'
import { logger } from 'hono/logger'
import { requestId } from 'hono/request-id'
import type { RequestIdVariables } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { stream, streamSSE, streamText } from 'hono/streaming'
import { validator } from 'hono/validator'

import { Page } from './lib/page'

const secret = 'not a secret, this is a test'

type Variables = RequestIdVariables & JwtVariables & { elapsed: () => number }

const clock = createMiddleware<{ Variables: Variables }>(async (c, next) => {
  const began = performance.now()
  c.set('elapsed', () => performance.now() - began)
  await next()
  c.header('Server-Timing', 'app')
})

const app = new Hono<{ Variables: Variables }>()

app.use(logger())
app.use(requestId())
app.use('/page/*', secureHeaders())
app.use('/page/*', etag())
app.use('/api/*', cors({ origin: 'https://example.com', allowMethods: ['GET', 'POST'] }))
app.use(clock)

app.get('/', (c) => c.text('Hello Hono!'))
app.get('/page/jsx', (c) => c.html(<Page messages={['one', '<two>']} />))
app.get('/page/html', (c) => c.html(html`<p>${'<escaped>'}</p>`))
app.get('/users/:id{[0-9]+}', (c) => c.json({ id: Number(c.req.param('id')), query: c.req.query('q') ?? null }))

// Validators.
app.post(
  '/api/posts',
  validator('json', (value, c) => {
    if (typeof value.title !== 'string') return c.json({ error: 'title is missing' }, 422)
    return { title: value.title as string, tags: (value.tags ?? []) as string[] }
  }),
  (c) => c.json(c.req.valid('json'), 201)
)
app.post(
  '/api/form',
  validator('form', (value, c) => {
    const name = value['name']
    return typeof name === 'string' && name !== '' ? { name } : c.text('name is missing', 400)
  }),
  (c) => c.json({ name: c.req.valid('form').name })
)

// Cookies.
app.get('/cookies/set', async (c) => {
  setCookie(c, 'plain', 'a b', { path: '/', httpOnly: true, sameSite: 'Lax' })
  await setSignedCookie(c, 'signed', 'trusted', secret, { path: '/' })
  return c.text('set')
})
app.get('/cookies/get', async (c) => c.json({ plain: getCookie(c, 'plain'), signed: await getSignedCookie(c, secret, 'signed') }))
app.get('/cookies/delete', (c) => c.text(deleteCookie(c, 'plain') ?? ''))

// Authentication.
app.use('/basic/*', basicAuth({ username: 'hono', password: 'acoolproject' }))
app.get('/basic/page', (c) => c.text('You are authorized'))
app.post('/token', async (c) => c.json({ token: await sign({ sub: 'ann', exp: Math.floor(Date.now() / 1000) + 60 }, secret) }))
app.use('/jwt/*', jwt({ secret, alg: 'HS256' }))
app.get('/jwt/page', (c) => c.json({ sub: c.get('jwtPayload').sub }))

// Streams.
app.get('/stream/bytes', (c) =>
  stream(c, async (out) => {
    c.header('Content-Type', 'application/octet-stream')
    await out.write(new Uint8Array([0x48, 0x69]))
    await out.pipe(new Blob([' there']).stream())
  })
)
app.get('/stream/text', (c) =>
  streamText(c, async (out) => {
    for (let i = 1; i <= 3; i++) {
      await out.writeln(`line ${i}`)
      await out.sleep(5)
    }
  })
)
app.get('/stream/sse', (c) =>
  streamSSE(c, async (out) => {
    for (let id = 0; id < 3; id++) {
      await out.writeSSE({ event: 'tick', id: String(id), data: `tick ${id}` })
      await out.sleep(5)
    }
  })
)
app.get('/compressed', compress(), (c) => c.text('compress me '.repeat(200)))

// Errors.
app.get('/teapot', () => {
  throw new HTTPException(418, { message: 'I am a teapot' })
})
app.get('/broken', () => {
  throw new Error('broken on purpose')
})
app.notFound((c) => c.text(`nothing at ${c.req.path}`, 404))
app.onError((err, c) => (err instanceof HTTPException ? err.getResponse() : c.text(`caught: ${err.message}`, 500)))

const admin = new Hono().basePath('/admin').get('/', (c) => c.json({ admin: true }))
app.route('/', admin)

export default app
