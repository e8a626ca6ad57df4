import Handlebars from 'handlebars';
export default () => {
  Handlebars.registerHelper('loud', (s) => s.toUpperCase());
  return Handlebars.compile('{{#each people}}{{@index}}: {{loud name}} {{{raw}}} {{else}}none{{/each}}{{#if x}}x{{/if}}')({ people: [{ name: 'a&b', raw: '<b>' }], x: true });
};
