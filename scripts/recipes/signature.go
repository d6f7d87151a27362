import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

func signature(secret string, canonical []byte) (string, error) {
	key, err := hex.DecodeString(secret)
	if err != nil || len(key) == 0 {
		return "", errors.New("the secret is not hex")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(canonical)
	return hex.EncodeToString(mac.Sum(nil)), nil
}
