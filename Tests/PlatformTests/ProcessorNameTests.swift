import Platform
import Testing

@Suite struct ProcessorNameTests {
    @Test func namesAreRead() {
        #expect(
            ProcessorName.name(inCPUInfo: "model\t: 1\nmodel name\t: Some  CPU 7 \nx: y\n") == "Some CPU 7")
        #expect(
            ProcessorName.name(inCPUInfo: "CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n")
                == "arm64 implementer 0x41 part 0xd0c")
        #expect(ProcessorName.name(inCPUInfo: "processor: 0\n") == nil)
        #expect(!ProcessorName.current().isEmpty)
    }
}
