import { SignJWT, jwtVerify, generateSecret, decodeJwt, base64url } from 'jose';
export default async () => {
  const key = new TextEncoder().encode('0123456789abcdef0123456789abcdef');
  const token = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'HS256' }).setIssuedAt(1700000000).setSubject('x').sign(key);
  const { payload } = await jwtVerify(token, key);
  const failed = await jwtVerify(token, new TextEncoder().encode('another key, another key, another')).catch((e) => e.code);
  return [token, payload, failed, decodeJwt(token).sub, base64url.encode('ü')];
};
