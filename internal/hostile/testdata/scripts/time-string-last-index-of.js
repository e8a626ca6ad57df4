// verdict: contained
('a'.repeat(1e6) + 'b' + 'a'.repeat(1e6)).lastIndexOf('b' + 'a'.repeat(1e6 - 1) + 'c');
