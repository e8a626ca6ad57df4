// verdict: contained
('a'.repeat(40) + '!').split(/(?!b)(?:a|a)+$/);
