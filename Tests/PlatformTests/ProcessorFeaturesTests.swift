import Platform
import Testing

@Suite struct ProcessorFeaturesTests {
    @Test func whatWasCompiledForIsSupported() {
        #expect(Set(ProcessorFeatures.compiled).isSubset(of: ProcessorFeatures.supported))
    }

    @Test func namesAreSingleWords() {
        let names = ProcessorFeatures.supported
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." } })
        #if arch(arm64)
            #expect(names.isEmpty)
        #endif
    }

    @Test func prefetchAcceptsAnyAddress() throws {
        var values = [1, 2, 3]
        try values.withUnsafeMutableBytes { bytes in prefetch(try #require(bytes.baseAddress)) }
        prefetch(try #require(UnsafeRawPointer(bitPattern: 1)))
        prefetch(try #require(UnsafeRawPointer(bitPattern: Int.min + 64)))
        #expect(values == [1, 2, 3])
    }
}
