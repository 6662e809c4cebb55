import CLibFuzzer
import Foundation

/// All targets, in the order in which they are run.
private let targets: [any FuzzTarget.Type] = [
    ModelTarget.self, LanguageModelTarget.self, CodeTarget.self, GraphTextTarget.self, GraphTokenTarget.self,
    RecordTarget.self, TextTarget.self, SearchTarget.self, LayerTarget.self, TrainingTarget.self,
    CheckpointTarget.self, CanaryTarget.self,
]

/// The target that SCATTERSHOT_FUZZ_TARGET names. A variable and no argument, since the fuzzer starts itself again when it
/// merges corpora and passes on only what it knows.
private nonisolated(unsafe) let target: any FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["SCATTERSHOT_FUZZ_TARGET"] ?? ""
    guard let target = targets.first(where: { $0.name == name }) else {
        refuse("SCATTERSHOT_FUZZ_TARGET is '\(name)'; it must be one of: " + names)
    }
    do {
        return try target.init()
    } catch {
        refuse("\(name) cannot be prepared: \(error)")
    }
}()

private var names: String { targets.map { $0.name }.joined(separator: " ") }

private func refuse(_ problem: String) -> Never {
    FileHandle.standardError.write(Data("FuzzTargets: \(problem)\n".utf8))
    exit(64)
}

/// What is done before the fuzzer reads its options: `list` prints the names of all targets, `seeds FOLDER` writes the inputs
/// from which the chosen one starts; both end the process.
func prepare(_ arguments: [String]) {
    if arguments == ["list"] {
        print(names)
        exit(0)
    }
    if arguments.first == "seeds", arguments.count == 2 {
        do {
            for (number, seed) in try target.seeds().enumerated() {
                try Data(seed).write(to: URL(fileURLWithPath: "\(arguments[1])/seed-\(number)"))
            }
        } catch {
            refuse("the seeds cannot be written: \(error)")
        }
        exit(0)
    }
    _ = target
}

/// One execution.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    do {
        try target.run(input)
    } catch {
        finding("an error of an unexpected kind, \(type(of: error)): \(error)")
    }
    return 0
}

/// The next input from one that was worth keeping.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
    _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int, _ seed: CUnsignedInt
) -> Int {
    guard let mutator = target.mutator else { return LLVMFuzzerMutate(bytes, count, room) }
    var random = MutationRandom(seed: seed)
    let before = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let after = mutator(before, room, &random), after.count <= room else {
        return LLVMFuzzerMutate(bytes, count, room)
    }
    for (place, byte) in after.enumerated() { bytes[place] = byte }
    return after.count
}
