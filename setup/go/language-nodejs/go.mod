// Builds Pulumi's language host for Node.js: the newest published module that still contains it.
module kafka-proxied/tools/setup/go/language-nodejs

go 1.24

require github.com/pulumi/pulumi/sdk/v3 v3.66.0
