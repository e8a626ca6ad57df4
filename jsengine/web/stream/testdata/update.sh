#!/bin/sh
# Takes the ponyfill of a version of the npm package web-streams-polyfill, such as 4.3.0, and prints the sums that
# program_test.go wants to see. Run it in the directory of package stream.
set -eu
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
npm pack --silent --pack-destination "$directory" "web-streams-polyfill@$1"
tar -xzf "$directory"/*.tgz -C "$directory"
cp "$directory/package/dist/ponyfill.js" "$directory/package/LICENSE" ponyfill/
sha256sum ponyfill/ponyfill.js ponyfill/LICENSE
