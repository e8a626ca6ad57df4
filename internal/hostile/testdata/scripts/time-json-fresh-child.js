// verdict: contained
const fresh = () => ({ get child() { return fresh() } }); JSON.stringify(fresh());
