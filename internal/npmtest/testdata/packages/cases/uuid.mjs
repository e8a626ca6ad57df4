import { v4, v5, v7, validate, version } from 'uuid';
export default () => [validate(v4()), version(v7()), v5('hello.example.com', v5.DNS)];
