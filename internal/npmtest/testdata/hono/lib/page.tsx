import type { FC, PropsWithChildren } from 'hono/jsx'

const Layout: FC<PropsWithChildren<{ title: string }>> = ({ title, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{title}</title>
    </head>
    <body>{children}</body>
  </html>
)

// An asynchronous component: Hono awaits it.
const Count: FC<{ of: Promise<string[]> }> = async ({ of }) => <p class="count">{(await of).length} messages</p>

export const Page: FC<{ messages: string[] }> = ({ messages }) => (
  <Layout title="Messages & more">
    <ul>
      {messages.map((message) => (
        <li>{message}</li>
      ))}
    </ul>
    <Count of={Promise.resolve(messages)} />
  </Layout>
)
