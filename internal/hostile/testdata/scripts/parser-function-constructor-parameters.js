// verdict: contained
new Function('a = ' + '('.repeat(127 * 1024), '');
