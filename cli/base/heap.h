// Lets memory that is allocated come in large pages.
#pragma once

namespace quant::cli {

// The first access to each page of memory interrupts the program. In some virtual machines that
// takes ten microseconds, which was a third of the time of a whole conversion; a large page takes
// the time of a few small ones and has the room of 512. Must be called before other threads start.
// Does nothing where the system has no such pages, or where addresses are scarce.
void use_large_pages();

}  // namespace quant::cli
