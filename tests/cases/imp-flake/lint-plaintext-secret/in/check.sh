grep -q "-----BEGIN RSA PRIVATE KEY-----" "$1"
