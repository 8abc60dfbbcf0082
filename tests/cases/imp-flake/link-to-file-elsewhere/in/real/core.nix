{ flake-parts.url = "github:hercules-ci/flake-parts"; }
