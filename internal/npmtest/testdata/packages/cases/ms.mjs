import ms from 'ms';
export default () => [ms('2 days'), ms(60000), ms(2 * 60000, { long: true })];
