import { ulid, decodeTime, monotonicFactory } from 'ulid';
export default () => [decodeTime(ulid(1469918176385)), ulid().length, monotonicFactory()(150000).slice(0, 10)];
