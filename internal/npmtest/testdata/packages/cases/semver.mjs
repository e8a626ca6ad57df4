import semver from 'semver';
export default () => [semver.satisfies('1.2.3', '^1.2 || >=2.5'), semver.inc('1.2.3', 'prerelease', 'beta'), semver.coerce('v3.4 replaces v3.3.1').version, semver.sort(['1.10.0', '1.9.0']), semver.valid('a.b.c')];
