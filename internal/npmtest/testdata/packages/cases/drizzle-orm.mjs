import { and, desc, eq, gt, sql } from 'drizzle-orm';
import { SQLiteSyncDialect, integer, sqliteTable, text, QueryBuilder } from 'drizzle-orm/sqlite-core';
const users = sqliteTable('users', { id: integer('id').primaryKey({ autoIncrement: true }), name: text('name').notNull(), at: integer('at', { mode: 'timestamp' }) });
export default () => {
  const q = new QueryBuilder().select({ name: users.name, n: sql`count(*)` }).from(users).where(and(eq(users.name, 'x'), gt(users.id, 3))).groupBy(users.name).orderBy(desc(users.id)).limit(2);
  return q.toSQL();
};
