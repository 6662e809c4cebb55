import CKernels

/// The instruction sets this program was built for and those this machine offers, such as `avx2` or `avx512vbmi`.
///
/// A program that needs more than the machine offers never gets here: it ends before its first line of Swift with a
/// message and status 78. All lists are empty on processors other than x86-64.
public enum ProcessorFeatures {
    /// What the compiler was allowed to use, beyond x86-64's first version.
    public static var compiled: [String] { names(in: ck_compiled_cpu_features()) }

    /// What the processor has and the operating system supports.
    public static var supported: [String] { names(in: ck_supported_cpu_features()) }

    private static func names(in list: UnsafePointer<CChar>) -> [String] {
        String(cString: list).split { $0 == "," || $0 == " " }.map(String.init)
    }
}
