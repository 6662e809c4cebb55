import CLibFuzzer
import Foundation

// The fuzzer has a main function of its own; but the package manager gives every executable that it builds beside tests one that
// is called after its target, and that is this one.
prepare(Array(CommandLine.arguments.dropFirst()))
var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
// Named in a closure: a file that passes on the function itself defines it once more where files are compiled apart.
exit(LLVMFuzzerRunDriver(&count, &arguments) { testOneInput($0, $1) })
