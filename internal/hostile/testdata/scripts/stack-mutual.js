// verdict: contained
const a = () => b(), b = () => a(); a();
