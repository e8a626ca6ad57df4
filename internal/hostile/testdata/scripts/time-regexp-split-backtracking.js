// verdict: overrun
('a'.repeat(40) + '!').split(/(?!b)(?:a|a)+$/);
