// verdict: contained
// afterwards: any
RegExp.prototype.exec = () => { for (;;) ; }; /a/.test('a'); app.get('/:id', () => 1); 'a'.replace(/a/, 'b');
