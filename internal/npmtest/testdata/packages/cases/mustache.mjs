import Mustache from 'mustache';
export default () => Mustache.render('{{#list}}<{{name}}>{{/list}}{{^none}}nothing{{/none}}{{{raw}}}', { list: [{ name: 'a&b' }, { name: 'c' }], raw: '<b>' });
