import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

func signature(secret string, canonical []byte) (string, error) {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(canonical)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}
