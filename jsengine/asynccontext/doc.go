// Package asynccontext makes the context in which JavaScript runs follow the asynchronous work that it begins: on whose
// behalf it is done, which the engine must know, and the values of AsyncLocalStorage.
//
// A [Context] is immutable. One is current while JavaScript runs; whatever is registered to run later (a promise's
// reaction, a timer, an operation of the host) takes hold of it and makes it current again when it runs. For reactions of
// promises goja does so with the help of a [goja.AsyncContextTracker], which [Module] is. It does not announce the jobs
// that call the method then of thenables (https://tc39.es/ecma262/#sec-newpromiseresolvethenablejob), and thenables are
// everywhere: query builders are. Three things close the gap:
//
//   - Compiled code calls the intrinsic [AwaitName] on what it awaits and [ReturnName] on what async functions return,
//     both put in by the bundler. They leave native promises and what is not thenable as it is. Of a thenable they read
//     then, in the current context, and give a stand-in instead, whose job makes that context current.
//   - Promise.resolve, and so all, allSettled, any and race, and the results of functions given to then, catch and
//     finally get the same treatment.
//   - What remains are resolve functions of new Promise given a thenable, promises of subclasses, and code from eval and
//     new Function. Their jobs run in the turn's context as long as it is the only one that the turn has seen. Otherwise
//     nobody can tell whose they are: they run in none, or, where only values of AsyncLocalStorage differ, in one without
//     values. Nothing is ever done in the context of somebody else.
//
// All of it keeps to the order of jobs that the standard prescribes. The one difference: where an object's then is an
// accessor that gives something that can't be called, it is read twice.
package asynccontext
