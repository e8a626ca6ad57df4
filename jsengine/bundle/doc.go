// Package bundle turns the JavaScript and TypeScript sources of an app into
// compiled goja programs.
//
// [Build] reads an app's sources from an [io/fs.FS], resolves, lowers and links
// them with esbuild, and compiles the result. It never reads the host's file
// system. The returned [Bundle] is immutable: [Bundle.Evaluate] starts the app
// in any number of runtimes, concurrently if need be, without compiling again.
//
// Most of that time goes into linking. [Link] does just that, and what it gives can be
// saved and taken up by [Restore] in another process, as long as nothing has changed that
// it depends on. A [Cache] finds bundles that are in use in the same process.
//
// # Scripts, CommonJS and ES modules
//
// The app's router and entry are modules when they contain import or export
// (or top-level await, or import.meta) or are named .mjs, .mts, .ts, .tsx or
// .jsx. Otherwise they are classic scripts, evaluated in the global scope: their
// top-level declarations are global, and require, module and exports are there.
//
// Every CommonJS file is a program of its own, as in Node, sloppy unless it says
// 'use strict'. All ES modules, and the .json and .txt files that are imported,
// are one strict program, in which imported bindings are plain variables. The
// two worlds meet in one registry, so each file has one identity whichever way
// it is reached.
//
// What esbuild's bundles do differently from ECMAScript applies: a top-level
// let, const or class that is read before its module was evaluated, which only
// cyclic imports can do, is undefined rather than an error; and functions and
// classes with the same name in different modules get distinct name properties.
//
// # Packages
//
// Packages are found in node_modules directories as Node finds them, with the
// conditions hbf, workerd, worker, browser and module, and with the fields module and
// browser where there are no exports. Files that a package says to be free of side
// effects are left out when nothing of them is used. Of the modules that a package
// computes the names of, only those are there that are there anyway; and an import() in a
// package of what does not exist fails when it is evaluated.
//
// # Places
//
// Exceptions have the places of the app's own sources in their stacks. Frames of the
// code that links the modules have names that begin with "hbf:", and the function
// that evaluates an ES module is named module:, followed by its path.
//
// # Lowering
//
// Code is lowered to what goja runs, and no further: async generators, for
// await, dynamic import, decorators, using declarations and, only in programs
// where goja cannot parse them, class fields. The flags d and v
// of regular expressions are syntax errors, and so is \p{…} with a property that is not
// supported; others are expanded (see package ecma/pattern).
package bundle
