// verdict: contained
throw { ['k'.repeat(5e7)]: 1 };
