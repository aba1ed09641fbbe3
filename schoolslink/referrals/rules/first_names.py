"""First names common in England's schools, lower case: what a hint can recognise, no register."""

FIRST_NAMES = frozenset(
    """
    aaliyah aaron abby abdul abdullah abigail abu ada adam adil adrian agnes ahmad ahmed aidan
    aisha ajay alan alana albert albie alex alexander alexandra alexis alfie alfred ali alice
    alisha aliya alma amara amber amelia amelie amir amira amy anaya andrea andrei andrew
    angel anisa anita anna annabelle anne annie anthony anton anya april arabella archie aria
    ariana arjun arlo arthur arya asha ashley asiya astrid athena aurora austin ava ayaan ayan
    ayesha ayla barney bartosz beatrice bella ben benjamin beth bethany betsy blake bobby
    bonnie brandon brian bronte bryn caitlin caleb callum cameron carl carter casper catherine
    cerys charles charlie charlotte chelsea chloe chris christian christopher clara connor
    conor cora courtney daisy dan daniel danielle danny darcey darcy david dawid declan
    delilah demi dexter dominic dominik dylan ebony eddie eden edith edward eleanor eli elijah
    elisa eliza elizabeth ella ellen ellie elliot ellis elodie elsie emilia emily emma eric
    erica erin esme esther ethan eva evan eve evelyn evie ezra faisal farah fatima felix fern
    finlay finley finn fiona florence frances francesca frank frankie freddie frederick freya
    gabriel gabriela gareth gemma george georgia georgina grace gracie gwen hafsa halima hamza
    hana hanna hannah harley harper harriet harris harrison harry harvey hasan hassan heidi
    helen henry hollie holly hope hugo humaira husna hussain ibrahim idris iman imogen imran
    india iris isaac isabel isabella isabelle isla ismail isobel ivy jack jackson jacob jade
    jake jakub jamal james jamie jan jasmin jasmine jason jasper jay jayden jenna jennifer
    jenny jess jesse jessica jim joanna joe joel john jonah jonathan jordan joseph josephine
    josh joshua jude julia julian juliet kacper kai kaitlyn kamal karim kate katherine katie
    katy kayla keira kelly kevin khadija khalid kian kiera kieran kimberley kira kirsty kyle
    kyra lacey laila lara laura lauren layla leah lee lena lenny leo leon leona leonardo lewis
    lexi liam lila lilly lily lisa lola lottie louie louis louisa louise luca lucas lucia lucy
    luka luke lydia lyla macy maddie madeleine madison maisie malachi malik marcus marek
    margot maria mariam mark martha martin maryam mason mateo matilda matthew max maya megan
    mehmet mia michael mikolaj mila millie milly mina miriam moeez mohamed mohammad mohammed
    molly muhammad musa mustafa mya myla nadia naomi natalia natalie natasha nathan nathaniel
    neha niamh nicholas nicole nikita nina noah noor nora nour oliver olivia ollie omar orla
    oscar otis otto owen paige patrick paul penelope penny peter phoebe piotr polly poppy
    priya quinn rachel rafael raheem ralph rania rayan raymond reece reggie reuben rhys riley
    river rob robert robin robyn roman ronnie rory rosa rose rosie ross rowan ruby rupert ryan
    saad sabrina sadie safa safiya saif salma sam samantha samira samuel sana sara sarah
    scarlett sean sebastian selina serena seth shannon shaun shayla sienna simon simran skye
    sofia sonny sophia sophie stanley stefan stella stephanie stephen steven summer susanna
    syed sylvie tariq taylor ted teddy teresa thea theo theodore thomas tia tilly tim toby tom
    tommy tristan tyler tyrone umar valentina vanessa victor victoria vincent violet wiktor
    will william willow wojciech yahya yasmin yasmine yousef yusuf zac zach zachary zahra zain
    zainab zak zara zayn zoe zofia zuzanna
    """.split()
)
