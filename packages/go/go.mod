module github.com/loudpixel/goalpost/packages/go

go 1.18
