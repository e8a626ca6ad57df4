# Short targets; CONTRIBUTING.md explains them.
.PHONY: build run test race lint fmt golden bench peers release ci

linter := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(shell sed -n '1s/.*@//p' .golangci.yml)

build: ## the development binary
	CGO_ENABLED=0 go build -o caddy ./cmd/caddy

run: ## the starter app on http://localhost:8080
	go run ./cmd/caddy run --config Caddyfile.example

test: ## all tests
	go test ./...

race: ## all tests with the race detector
	go test -race -timeout 50m ./...

lint: ## go vet and golangci-lint
	go vet ./...
	go run $(linter) run

fmt: ## format the Go code
	gofmt -w .

golden: ## write the golden files of the directive anew
	go test ./caddyhbf -run TestAdapt -update

bench: ## all benchmarks
	go test -run '^$$' -bench . -benchmem ./...

peers: ## HBF beside its peers; go run ./bench -install brings them
	go run ./bench

release: ## the release binary, as xcaddy.json says
	go run ./internal/xbuild -o caddy

ci: ## everything that CI does
	.ci/run
