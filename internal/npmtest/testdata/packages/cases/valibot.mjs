import * as v from 'valibot';
const S = v.object({ email: v.pipe(v.string(), v.email()), age: v.optional(v.pipe(v.number(), v.minValue(18))) });
export default () => { const r = v.safeParse(S, { email: 'x', age: 3 }); return [v.parse(S, { email: 'a@b.example' }), r.success, r.issues.map((i) => i.message)]; };
