import { z } from 'zod';
const user = z.object({ name: z.string().min(1), age: z.coerce.number().int().optional(), tags: z.array(z.enum(['a', 'b'])).default([]), mail: z.email() });
export default () => {
  const bad = user.safeParse({ name: '', age: 1.5, tags: ['c'], mail: 'x' });
  return { good: user.parse({ name: 'Ann', age: '4', mail: 'a@b.example' }), bad: bad.error.issues.map((i) => [i.path.join('.'), i.code, i.message]), json: z.toJSONSchema(user) };
};
