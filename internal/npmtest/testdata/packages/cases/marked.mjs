import { marked } from 'marked';
export default () => marked.parse('# Title\n\nSome *emphasis*, **strong**, `code` and [a link](https://example.com "t").\n\n- one\n- two\n  1. three\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n```js\nlet x = 1 < 2;\n```\n\n> quote\n> more\n\n<div>html</div>\n');
