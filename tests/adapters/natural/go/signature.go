package main

// goalpost:signature
import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

func signature(secret string, canonical []byte) (string, error) {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(canonical)
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// goalpost:end
