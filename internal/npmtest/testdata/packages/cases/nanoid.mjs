import { nanoid, customAlphabet } from 'nanoid';
export default () => ({ length: nanoid().length, digits: /^[0-9]{10}$/.test(customAlphabet('0123456789', 10)()), differ: nanoid() !== nanoid() });
