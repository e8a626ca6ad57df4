// Types of what HBF for Caddy gives to an app. `caddy hbf types` writes this file anew; don't change it.
//
// It needs "lib": ["ESNext"] and no other library of TypeScript's: what there is of the web platform is declared below.
// "DOM" and "WebWorker" would add what an app does not have.
